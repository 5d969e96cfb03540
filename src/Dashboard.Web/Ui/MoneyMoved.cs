namespace Dashboard.Web.Ui;

/// <summary>What an error says about money; "not known" is an answer, and the honest one after a lost reply.</summary>
public enum MoneyMoved
{
    No,
    Yes,
    NotKnown,
}
